/** Where distributions disagree: names of programs and paths of shared files, the most common first. */

/** By `package.program`. What is not listed is called as its program is. */
export const PROGRAM_NAMES: Readonly<Record<string, readonly string[]>> = {
  'node.node': ['node', 'nodejs'],
  'apache.httpd': ['apache2', 'httpd'],
  'apacheHttpd.httpd': ['apache2', 'httpd'],
  'mysql.mysqld': ['mysqld', 'mariadbd'],
  'mariadb.mariadbd': ['mariadbd', 'mysqld'],
  'mongodb.mongod': ['mongod'],
  'redis.redis-server': ['redis-server', 'valkey-server'],
  'python.python3': ['python3', 'python'],
  'php.php-fpm': ['php-fpm', 'php-fpm8.2', 'php-fpm8.3', 'php-fpm8.4'],
}

/** By `package:place`. */
export const SHARE_PATHS: Readonly<Record<string, readonly string[]>> = {
  'nginx:mime.types': [
    '/etc/nginx/mime.types',
    '/usr/local/etc/nginx/mime.types',
    '/opt/homebrew/etc/nginx/mime.types',
  ],
  'nginx:fastcgi_params': ['/etc/nginx/fastcgi_params', '/usr/local/etc/nginx/fastcgi_params'],
  'apache:modules': ['/usr/lib/apache2/modules', '/usr/lib64/httpd/modules', '/usr/local/libexec/apache24'],
  'apache:mime.types': ['/etc/mime.types', '/usr/local/etc/apache24/mime.types'],
}
