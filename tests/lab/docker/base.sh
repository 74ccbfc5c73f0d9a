#!/bin/bash
# Writes a small root file system to standard output, as a tar of what the host has: a shell with the usual tools, and the programs
# that tests run. No registry is reachable here; a user's images are made of one that is pulled.
set -eu
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree"/{bin,dev,etc,proc,root,run,sys,tmp,usr/bin,usr/lib,usr/sbin,var/lib/nginx,var/log/nginx,var/tmp}
chmod 1777 "$tree/tmp" "$tree/var/tmp"
cp /bin/busybox "$tree/bin/busybox"
for applet in $(/bin/busybox --list); do
  case $applet in busybox* | nice | env | setsid | chroot) ;; *) ln -s busybox "$tree/bin/$applet" ;; esac
done
program() { # program FILE...: with the libraries that it loads
  local file
  for file in "$@" $(ldd "$@" 2>/dev/null | grep -oE '/[^ :]+' | sort -u); do
    [ -e "$tree$file" ] || { mkdir -p "$tree${file%/*}" && cp -L "$file" "$tree$file"; }
  done
}
program /usr/bin/{env,nice,setpriv,setsid,node,perl} /usr/bin/python3 /usr/sbin/nginx
version=$(python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
tar -C /usr/lib -cf - --exclude={test,tkinter,idlelib,ensurepip,lib2to3,pydoc_data,dist-packages,'config-3*',__pycache__} "$version" | tar -C "$tree/usr/lib" -xf -
program "$tree"/usr/lib/"$version"/lib-dynload/_socket*.so 2>/dev/null || true
base=$(perl -e 'print grep m{/perl-base$}, @INC') # the modules that perl has without its package of modules
mkdir -p "$tree$base"
tar -C "$base" -cf - --exclude=unicore . | tar -C "$tree$base" -xf -
mkdir -p "$tree/etc/nginx"
cp /etc/nginx/mime.types "$tree/etc/nginx/"
printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n' >"$tree/etc/passwd"
printf 'root:x:0:\nnogroup:x:65534:\n' >"$tree/etc/group"
tar -C "$tree" --numeric-owner --owner=0 --group=0 -cf - .
