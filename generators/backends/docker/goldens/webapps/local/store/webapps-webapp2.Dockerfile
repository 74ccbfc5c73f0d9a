# The image of webapps-webapp2. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/webapps-webapp2.ready
# has /var/lib/longrun/store/HASH/launcher.sh
# has /var/lib/longrun/store/HASH/webapp.mjs
FROM debian:12-slim
RUN ["/bin/sh", "-c", "apt-get update && apt-get install -y --no-install-recommends nodejs && rm -rf /var/lib/apt/lists/*"]
COPY root/ /
RUN ["/bin/sh", "-c", "for table in group passwd; do new=/etc/longrun.$table; [ -e \"$new\" ] || continue; { while IFS= read -r row; do cut -d: -f1 \"$new\" | grep -qxF -- \"${row%%:*}\" || printf \"%s\\n\" \"$row\"; done </etc/$table; cat \"$new\"; } >\"$new.all\" && cat \"$new.all\" >/etc/$table && rm -f \"$new\" \"$new.all\" || exit 1; done"]
LABEL org.longrun.process="webapps-webapp2"
ENV USER="webapp2"
ENV LOGNAME="webapp2"
ENV GREETING="Hello"
ENV LISTEN="127.0.0.1"
ENV NAME="webapp2"
ENV PID_FILE="/var/lib/longrun/var/run/webapp2/webapp2.pid"
ENV PORT="5001"
USER webapp2
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/node", "/var/lib/longrun/store/HASH/webapp.mjs"]
