export const migrations = new URL('./prisma/migrations/', import.meta.url)
