# The image of demo-web. Made by Longrun; changes here are lost.
# has /home/ann/.local/state/longrun/store/HASH/demo-web.ready
# has /home/ann/.local/state/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-web"
WORKDIR "/home/ann/.local/state/longrun/var"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/web"]
