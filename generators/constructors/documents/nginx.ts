/** nginx: with a configuration of one's own, as a web site, and as a reverse proxy by host name or by path. */
import type { Constructor } from '../../model/document.ts'

export const nginx = {
  constructor: 'nginx',
  title: 'nginx',
  help: 'nginx with a configuration of your own.',
  icon: 'server',
  parameters: {
    port: { type: 'port', title: 'Port', default: 80 },
    workerConnections: {
      type: 'int',
      title: 'Connections per worker',
      default: 1024,
      min: 1,
      max: 1_000_000,
      advanced: true,
    },
    extraConfig: { type: 'fragment', format: 'nginx', title: 'Further configuration', optional: true },
    extraHttpConfig: { type: 'fragment', format: 'nginx', title: 'Further configuration of http', optional: true },
  },
  users: { main: { name: '${name}', uid: { assign: 'uids' }, gid: { assign: 'gids' }, description: 'Nginx user' } },
  directories: {
    prefix: { in: 'state', path: '${name}' },
    logs: { in: 'state', path: '${name}/logs', owner: 'main' },
    cache: { in: 'cache', path: '${name}', owner: 'main' },
  },
  provides: { http: { port: '${port}' } },
  fragments: { http: { format: 'nginx', content: '' } },
  files: {
    config: {
      name: 'nginx.conf',
      format: 'nginx',
      onChange: 'reload',
      content: `pid "\${pidFile}";
error_log stderr;
$if userChange
user \${users.main.name} \${users.main.group};
$end
events { worker_connections \${workerConnections}; }
http {
  include "\${share.nginx["mime.types"]}";
  access_log "\${logs}/access.log";
  client_body_temp_path "\${cache}/body";
  proxy_temp_path "\${cache}/proxy";
  fastcgi_temp_path "\${cache}/fastcgi";
  uwsgi_temp_path "\${cache}/uwsgi";
  scgi_temp_path "\${cache}/scgi";
$insert http
$if extraHttpConfig
$insert extraHttpConfig
$end
}
$if extraConfig
$insert extraConfig
$end
`,
    },
  },
  process: {
    description: 'nginx ${name}',
    program: '${bin.nginx.nginx}',
    arguments: ['-p', '${prefix}', '-c', '${files.config}'],
    foreground: { arguments: ['-g', 'daemon off;'] },
    daemon: {},
    ready: { tcp: '${port}', seconds: 20 },
    reload: { signal: 'HUP' },
    stop: { signal: 'QUIT', seconds: 30 },
    limits: { nofile: '${workerConnections + 1024}' },
  },
} as const satisfies Constructor

export const nginxSimpleWebapp = {
  constructor: 'nginxSimpleWebapp',
  extends: 'nginx',
  title: 'Web site (nginx)',
  help: 'Serves the files of a directory.',
  icon: 'file-text',
  parameters: { documentRoot: { type: 'path', title: 'Document root' } },
  fragments: {
    http: {
      content: `  server {
    listen \${port};
    root "\${documentRoot}";
    index index.html;
  }
`,
    },
  },
} as const satisfies Constructor

export const nginxReverseProxyHostBased = {
  constructor: 'nginxReverseProxyHostBased',
  extends: 'nginx',
  title: 'Reverse proxy by host name (nginx)',
  help: 'Forwards each request to the web application whose DNS name it asks for.',
  icon: 'split',
  parameters: { banner: { type: 'text', title: 'Text for unknown hosts', default: 'Unknown host' } },
  connects: {
    webapps: { interface: 'http', title: 'Web applications', many: true, optional: true, onChange: 'reload' },
  },
  fragments: {
    http: {
      content: `$for vhost in group(webapps, .dnsName)
  upstream \${vhost.key} {
$for e in vhost.items.endpoints
    server \${e.address}:\${e.port};
$end
  }
  server {
    listen \${port};
    server_name \${vhost.key};
    location / { proxy_pass http://\${vhost.key}; proxy_set_header Host $host; }
  }
$end
  server { listen \${port} default_server; return 404 "\${banner}"; }
`,
    },
  },
} as const satisfies Constructor

export const nginxReverseProxyPathBased = {
  constructor: 'nginxReverseProxyPathBased',
  extends: 'nginx',
  title: 'Reverse proxy by path (nginx)',
  help: 'Forwards each request to the web application whose path it begins with.',
  icon: 'split',
  parameters: { enableCache: { type: 'bool', title: 'Cache answers', default: false } },
  connects: {
    webapps: { interface: 'http', title: 'Web applications', many: true, optional: true, onChange: 'reload' },
  },
  fragments: {
    http: {
      content: `$if enableCache
  proxy_cache_path "\${cache}/answers" keys_zone=\${name}:8m;
  proxy_cache \${name};
$end
$for app in where(webapps, .endpoints)
  upstream \${app.name} {
    ip_hash;
$for e in app.endpoints
    server \${e.address}:\${e.port};
$end
  }
$end
  server {
    listen \${port};
$for app in where(webapps, .endpoints)
    location "\${app.path ?? "/"}" { proxy_pass http://\${app.name}; }
$end
  }
`,
    },
  },
} as const satisfies Constructor
