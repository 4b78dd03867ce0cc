// Placeholder until the generators land: nothing to generate yet.
export {}
