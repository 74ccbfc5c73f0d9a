# The image of demo-words. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-words.launch
# has /var/lib/longrun/store/HASH/launcher.sh
# has /var/lib/longrun/store/HASH/demo-words.ready
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-words"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-words.launch"]
