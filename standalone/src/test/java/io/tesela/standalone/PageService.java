package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tesela.ingest.config.IngestConfig;
import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.standalone.TestService.Ended;
import io.tesela.standalone.role.LocalService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/** A service with a page, over a broker in memory. */
final class PageService implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(60);

    private final Path folder;
    private final LocalService service;
    private final PageClient page;

    private PageService(Path folder, LocalService service) {
        this.folder = folder;
        this.service = service;
        this.page = new PageClient(service.httpPort());
    }

    static PageService start(Path folder, IngestConfig.Browsers browsers) {
        IngestConfig config = TestService.config("ingest-page", folder.resolve("data"), TilePartitioning.TILE)
                .with(IngestConfig.Sessions.DEFAULT.with(browsers));
        return new PageService(folder, TestService.overMemory(config, new InMemoryBroker()));
    }

    PageClient page() {
        return page;
    }

    int httpPort() {
        return service.httpPort();
    }

    /** Sends a clip whose client goes; returns the job. */
    String detached(String clip) {
        Ended ended = TestService.tesela(
                arguments("upload", "--video", Clips.sample(clip).toString(), "--detach", "--quiet"));
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        return ended.out().strip();
    }

    /** Returns the id of the only job, once there is one. */
    String newJob() {
        return await().atMost(BOUND)
                .until(() -> page.json("/jobs").get("jobs"), jobs -> jobs.size() == 1)
                .get(0)
                .get("job")
                .textValue();
    }

    /** Returns where a result may go. */
    String out() {
        return folder.resolve("out.mp4").toString();
    }

    /** Returns a command that goes to this service. */
    String[] arguments(String command, String... others) {
        return Stream.concat(Stream.of(command, "--port", Integer.toString(service.port())), Arrays.stream(others))
                .toArray(String[]::new);
    }

    @Override
    public void close() {
        service.close();
    }
}
