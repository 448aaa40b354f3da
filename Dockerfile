# One image for all roles; the command names the role. See compose.yaml and INSTALL.md.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -q -Dmaven.test.skip=true -pl standalone -am package

FROM eclipse-temurin:17-jre
LABEL org.opencontainers.image.title="Tesela" \
      org.opencontainers.image.description="OpenCV filters over a video on as many machines as you give it" \
      org.opencontainers.image.licenses="Apache-2.0 AND GPL-3.0-or-later"
RUN useradd --system --uid 10001 --user-group --no-create-home tesela \
    && install -d -o tesela -g tesela /data /opt/tesela /opt/tesela/natives
COPY --from=build --chown=tesela:tesela /src/standalone/target/dist /opt/tesela
COPY --chown=tesela:tesela LICENSE NOTICE /opt/tesela/
USER tesela
# The native libraries are unpacked here once, instead of at each start of a container.
ENV TESELA_JAVA_OPTS="-Dorg.bytedeco.javacpp.cachedir=/opt/tesela/natives"
# One small job: unpacks the native libraries, writes the archive of classes, and proves that the image works.
RUN --mount=type=bind,source=samples,target=/samples \
    /opt/tesela/bin/tesela run --video /samples/odd_321x241_444.mp4 --filters canny,blur:3 --tiles 2x2 \
        --out /tmp/warm-up.mp4 --quiet \
    && rm -rf /tmp/warm-up*
VOLUME ["/data"]
EXPOSE 9090 8080
ENTRYPOINT ["/opt/tesela/bin/tesela"]
CMD ["--help"]
