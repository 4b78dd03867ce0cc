// Loaded first (`node -r`) by the commands of this workspace: TypeScript runs from source, which Node can from 22.18 on.
// Plain JavaScript, so that an old Node can read it too.
const version = process.versions.node
const [major, minor] = version.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `This is Node ${version}, which can't run TypeScript. Run \`npm ci\` without omitting optional dependencies: ` +
      'it brings the right Node for most machines. Or install Node 26 and try again.',
  )
  process.exit(1)
}
