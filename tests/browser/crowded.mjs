// What the repository of `tests/site` may have more of than fits: workflows, secrets, long names, deep nesting.

const long = 'a_very_long_name_of_a_file_that_somebody_wrote_without_any_thought_of_phones'
const command = 'kubectl --namespace parcel-production rollout restart deployment/parcel-labels-and-addresses-worker'

const workflows = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [
  `.github/workflows/${at === 0 ? long : `publish-the-parcels-of-part-${at}`}.yml`,
  `on: push\njobs:\n  send:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ./send.sh\n        env:\n          PARCEL_SECRET_OF_ANOTHER_PART_${at}: \${{ secrets.PARCEL_SECRET_OF_ANOTHER_PART_${at} }}\n          SHARED_REGISTRY_TOKEN: \${{ secrets.SHARED_REGISTRY_TOKEN }}\n`
]))

const nested = (sign, rest) => Array.from({ length: 20 }, (_, at) => rest(sign, at)).join('\n')

export const crowded = {
  ...workflows,
  [`docs/${long}/${long}.md`]: `# Crowded

\`\`\`sh
${command}
\`\`\`

\`\`\`text
${command}
\`\`\`

${nested('> ', (sign, at) => `${sign.repeat(at + 1)}Quote ${at}\n${sign.repeat(at + 1).trim()}`)}

${nested('  ', (sign, at) => `${sign.repeat(at)}- Item ${at}`)}
`,
  [`_ai/devops/runbooks/${long}.md`]: `---
title: Crowded
---

# Crowded

See \`.github/workflows/${long}-gone.yml\`.

## Verification

\`\`\`sh { check=read name=a-name-of-thirty-letters-or-so }
${command}
\`\`\`
`
}
