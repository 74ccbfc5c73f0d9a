# The image of demo-rotates. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-rotates.launch
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-rotates"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-rotates.launch"]
