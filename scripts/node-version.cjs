// Loaded first (`node -r`) by every command of this workspace: TypeScript runs from source, which Node can from 22.18 on.
// Plain old JavaScript, so that any Node can read it.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    'This is Node ' + process.versions.node + ', which can not run TypeScript. Run `npm ci` with optional ' +
      'dependencies, which brings the right Node for most machines, or install Node 26 and try again.',
  )
  process.exit(1)
}
