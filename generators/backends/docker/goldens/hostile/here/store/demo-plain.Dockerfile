# The image of demo-plain. Made by Longrun; changes here are lost.
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-plain"
ENV DOLLAR="\$HOME \${x}"
ENV PERCENT="100% %h"
ENV QUOTE="it's"
ENV SLASH="a\\b\\"
WORKDIR "/srv/100% of \$it's"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/print", "", " two  words ", "it's \"so\"", "$HOME", "${HOME}", "`id`", "%n %(x)s 100%", "\\", "a\\n", " ;", "#", "-n", "日本語 é 🐘", "{\"a\": [1]}"]
