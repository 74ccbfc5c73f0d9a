# The image of demo-web. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-web.launch
# has /var/lib/longrun/store/HASH/launcher.sh
# has /var/lib/longrun/store/HASH/settings
# has /var/lib/longrun/store/HASH/demo-web.ready
FROM debian:12-slim
RUN ["/bin/sh", "-c", "apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*"]
COPY root/ /
RUN ["/bin/sh", "-c", "for table in group passwd; do new=/etc/longrun.$table; [ -e \"$new\" ] || continue; { while IFS= read -r row; do cut -d: -f1 \"$new\" | grep -qxF -- \"${row%%:*}\" || printf \"%s\\n\" \"$row\"; done </etc/$table; cat \"$new\"; } >\"$new.all\" && cat \"$new.all\" >/etc/$table && rm -f \"$new\" \"$new.all\" || exit 1; done"]
LABEL org.longrun.process="demo-web"
ENV HOME="/srv/web"
ENV USER="web"
ENV LOGNAME="web"
ENV GREETING="it's 100% \$HOME"
ENV LANG="C.UTF-8"
STOPSIGNAL SIGQUIT
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-web.launch"]
