# The image of demo-backup. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-backup.launch
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-backup"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-backup.launch"]
