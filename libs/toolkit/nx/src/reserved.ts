const words = [
  // TypeScript, and what it has for everybody.
  `any arguments array as async await boolean break buffer case catch class const continue debugger declare default delete
   do else enum error eval export extends false finally for from function get global if implements import in instanceof
   interface is keyof let map module namespace never new null number object of package partial pick private promise
   protected public readonly record require return set static string super switch symbol this throw true try type typeof
   undefined unknown url var void while with yield`,
  // SQL, as PostgreSQL keeps its words; a table has the entity's name.
  `all analyse analyze and any array asc asymmetric authorization between binary both cast check collate collation column
   concurrently constraint create cross current-date current-role current-schema current-time current-timestamp
   current-user deferrable desc distinct end except exists fetch foreign freeze full grant group having ilike initially
   inner intersect into isnull join lateral leading left like limit localtime localtimestamp natural not notnull offset on
   only or order outer overlaps placing primary references returning right select session-user similar some symmetric
   system-user table tablesample then to trailing union unique user using values variadic verbose when where window`,
  // The contracts' language.
  'extend extensions group max message oneof option optional repeated reserved returns rpc service stream syntax to',
  // What every service has, and what the runner starts beside them.
  `actor answer answers app application at broker claim client clock common config console context created-at ctx
   database date db demo dependencies dependency domain-clock effect entity error event events fleet handler handlers id
   inbox key list listed main migration micro money next-cursor node outbox owner owner-id page person platform postgres
   prisma prisma-client query reader refusal registry relay renting request response row rows runner sample script secret
   secrets server service services settings single snapshot sql stay store subscriber subscribers subscription test text
   time title transaction tx value version vitest`,
  // What the framework has of its own.
  'json memory p2c protobuf random round-robin tcp',
]

/** Names, written with hyphens, that can't be a service's, what it keeps, or a plugin's. */
export const reserved: ReadonlySet<string> = new Set(words.flatMap((text) => text.split(/\s+/)))
