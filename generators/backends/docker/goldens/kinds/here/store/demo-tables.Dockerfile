# The image of demo-tables. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-tables.launch
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-tables"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-tables.launch"]
