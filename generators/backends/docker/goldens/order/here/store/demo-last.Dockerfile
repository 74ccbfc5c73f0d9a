# The image of demo-last. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-last.launch
# has /var/lib/longrun/store/HASH/launcher.sh
# has /var/lib/longrun/store/HASH/demo-last.ready
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-last"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-last.launch"]
