// What the repository of `tests/site` may have more of than fits: workflows, secrets, long names, deep nesting.

const long = 'a_very_long_name_of_a_file_that_somebody_wrote_without_any_thought_of_phones'
const command = 'kubectl --namespace parcel-production rollout restart deployment/parcel-labels-and-addresses-worker'

const workflows = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [
  `.github/workflows/${at === 0 ? long : `publish-the-parcels-of-part-${at}`}.yml`,
  `on: push\njobs:\n  send:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ./send.sh\n        env:\n          PARCEL_SECRET_OF_ANOTHER_PART_${at}: \${{ secrets.PARCEL_SECRET_OF_ANOTHER_PART_${at} }}\n          SHARED_REGISTRY_TOKEN: \${{ secrets.SHARED_REGISTRY_TOKEN }}\n`
]))

const nested = (sign, rest) => Array.from({ length: 20 }, (_, at) => rest(sign, at)).join('\n')

const release = (number, year) => [
  `_ai/devops/releases/${year}-01-${number}-v${year}.${number}.md`,
  `---\nversion: v${year}.${number}\ndate: ${year}-01-${number}\nenvironment: production\nstatus: released\n---\n\n# v${year}.${number}\n\nParcels.\n`
]
const releases = Object.fromEntries([2023, 2024, 2025].flatMap(year => Array.from({ length: 15 }, (_, at) => release(10 + at, year))))

const pod = (kind, name) => `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: {selector: {app: web}}\n`
// Things of which the letters and digits are those of another, or those of something that stands around them.
const alike = {
  'tools/Makefile': ['send', 'send_all', 'send-all', 'send.all'].map(target => `${target}:\n\techo\n`).join('\n'),
  'tools one/Makefile': 'send:\n\techo\n',
  'tools-one/Makefile': 'send:\n\techo\n',
  '.github/workflows/alike.yml': `on: push\njobs:\n  send:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ./send.sh\n        env:\n${['A_B', 'A__B', 'SECRETS', 'VARIABLES', 'I_COPY'].map(name => `          ${name}: \${{ secrets.${name} }}\n          V_${name}: \${{ vars.${name} }}\n`).join('')}`,
  'deploy/web.yaml': [pod('Deployment', 'web'), pod('Service', 'web'), pod('ConfigMap', 'web.a'), pod('ConfigMap', 'web-a')].join('---\n'),
  '_ai/devops/releases/2025-03-01.md': '---\nversion: "2025"\ndate: 2025-03-01\nstatus: released\n---\n\n# 2025\n\nParcels.\n',
  '_ai/devops/releases/2025-03-02.md': '---\nversion: v2025-10\ndate: 2025-03-02\nstatus: released\n---\n\n# v2025-10\n\nParcels.\n',
  'docs/alike.md': '# Alike\n\n## Main\n\n## I copy\n\n## Toc\n\n## Known\n\n## L1\n\n## H1\n\n## Alike\n\n## Alike\n\n## Alike 1\n\nSee [a](gone.md).[^a]\n\n[^a]: See [b](gone.md).\n'
}

export const crowded = {
  ...workflows,
  ...releases,
  ...alike,
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
