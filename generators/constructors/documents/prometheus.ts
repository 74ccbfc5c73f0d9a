/** Prometheus: collects the metrics of what it is connected to. */
import type { Constructor } from '../../model/document.ts'

export const prometheus = {
  constructor: 'prometheus',
  title: 'Prometheus',
  help: 'Collects metrics from everything it is connected to.',
  icon: 'activity',
  parameters: {
    port: { type: 'port', title: 'Port', default: 9090 },
    interval: { type: 'text', title: 'Interval', default: '15s' },
    extraJobs: { type: 'list', of: { type: 'data' }, title: 'Further jobs', default: [], advanced: true },
  },
  connects: {
    metrics: { interface: 'metrics', title: 'Metrics', many: true, optional: true, onChange: 'reload' },
    webapps: { interface: 'http', title: 'Web applications', many: true, optional: true, onChange: 'reload' },
  },
  provides: { http: { port: '${port}' } },
  directories: { data: { in: 'lib', path: '${name}', owner: 'main' } },
  users: {
    main: { name: '${name}', uid: { assign: 'uids' }, gid: { assign: 'gids' }, description: 'Prometheus user' },
  },
  files: {
    config: {
      name: 'prometheus.yml',
      format: 'yaml',
      onChange: 'reload',
      data: {
        global: { scrape_interval: '${interval}' },
        scrape_configs: [
          {
            $for: 'm',
            $in: 'metrics',
            $do: {
              job_name: '${m.name}',
              metrics_path: '${m.path}',
              static_configs: [{ targets: [{ $for: 'e', $in: 'm.endpoints', $do: '${e.address}:${e.port}' }] }],
            },
          },
          {
            $for: 'w',
            $in: 'webapps',
            $do: {
              job_name: '${w.name}',
              static_configs: [{ targets: [{ $for: 'e', $in: 'w.endpoints', $do: '${e.address}:${e.port}' }] }],
            },
          },
          { $for: 'j', $in: 'extraJobs', $do: '${j}' },
        ],
      },
    },
  },
  process: {
    description: 'Prometheus ${name}',
    program: '${bin.prometheus.prometheus}',
    arguments: ['--config.file=${files.config}', '--storage.tsdb.path=${data}', '--web.listen-address=:${port}'],
    user: 'main',
    ready: { http: 'http://127.0.0.1:${port}/-/ready', seconds: 60 },
    reload: { signal: 'HUP' },
  },
} as const satisfies Constructor
