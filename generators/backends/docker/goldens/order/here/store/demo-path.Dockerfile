# The image of demo-path. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-path.launch
# has /var/lib/longrun/store/HASH/launcher.sh
# has /var/lib/longrun/store/HASH/demo-path.ready
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-path"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-path.launch"]
