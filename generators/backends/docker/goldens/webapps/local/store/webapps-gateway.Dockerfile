# The image of webapps-gateway. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/webapps-gateway.launch
# has /var/lib/longrun/store/HASH/launcher.sh
# has /var/lib/longrun/store/HASH/reverse-proxy.mjs
# has /var/lib/longrun/store/HASH/webapps-gateway.ready
FROM debian:12-slim
RUN ["/bin/sh", "-c", "apt-get update && apt-get install -y --no-install-recommends nodejs && rm -rf /var/lib/apt/lists/*"]
COPY root/ /
RUN ["/bin/sh", "-c", "for table in group passwd; do new=/etc/longrun.$table; [ -e \"$new\" ] || continue; { while IFS= read -r row; do cut -d: -f1 \"$new\" | grep -qxF -- \"${row%%:*}\" || printf \"%s\\n\" \"$row\"; done </etc/$table; cat \"$new\"; } >\"$new.all\" && cat \"$new.all\" >/etc/$table && rm -f \"$new\" \"$new.all\" || exit 1; done"]
LABEL org.longrun.process="webapps-gateway"
ENV USER="gateway"
ENV LOGNAME="gateway"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/webapps-gateway.launch"]
