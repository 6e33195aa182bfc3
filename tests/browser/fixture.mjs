// The repository of `tests/site` in a temporary folder, with a history, and its site.

import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const here = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname)
const binary = resolve(process.env.DEVOPS_DOCS ?? join(here, '../../target/debug/devops-docs'))

const moment = '2026-11-20T12:00:00Z'
const environment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Kim', GIT_AUTHOR_EMAIL: 'kim@parcel.example', GIT_AUTHOR_DATE: moment,
  GIT_COMMITTER_NAME: 'Kim', GIT_COMMITTER_EMAIL: 'kim@parcel.example', GIT_COMMITTER_DATE: moment
}
for (const name of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX']) delete environment[name]

// Builds the site, with more files if they are given; gives its folder and what takes it away again.
export const build = async (more = {}) => {
  const work = await mkdtemp(join(tmpdir(), 'devops-docs-'))
  const repository = join(work, 'parcel')
  const site = join(work, 'site')
  await cp(join(here, '../site'), repository, { recursive: true })
  for (const [path, text] of Object.entries(more)) {
    await mkdir(dirname(join(repository, path)), { recursive: true })
    await writeFile(join(repository, path), text)
  }
  const git = (...words) => execFileSync('git', ['-C', repository, ...words], { env: environment })
  git('init', '--quiet', '--initial-branch=main')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'Send parcels')
  git('tag', 'v1.2.0')
  const words = ['build', repository, '--output', site, '--today', '2026-11-23']
  execFileSync(binary, words, { env: { ...environment, XDG_CACHE_HOME: join(work, 'cache') }, stdio: 'inherit' })
  return { site, remove: () => rm(work, { recursive: true, force: true }) }
}
