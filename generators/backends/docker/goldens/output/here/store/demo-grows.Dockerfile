# The image of demo-grows. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-grows.launch
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-grows"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-grows.launch"]
