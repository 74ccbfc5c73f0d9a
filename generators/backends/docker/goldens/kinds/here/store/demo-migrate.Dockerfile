# The image of demo-migrate. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-migrate.launch
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
RUN ["/bin/sh", "-c", "for table in group passwd; do new=/etc/longrun.$table; [ -e \"$new\" ] || continue; { while IFS= read -r row; do cut -d: -f1 \"$new\" | grep -qxF -- \"${row%%:*}\" || printf \"%s\\n\" \"$row\"; done </etc/$table; cat \"$new\"; } >\"$new.all\" && cat \"$new.all\" >/etc/$table && rm -f \"$new\" \"$new.all\" || exit 1; done"]
LABEL org.longrun.process="demo-migrate"
ENV USER="app"
ENV LOGNAME="app"
ENV DATABASE="app 1"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-migrate.launch"]
