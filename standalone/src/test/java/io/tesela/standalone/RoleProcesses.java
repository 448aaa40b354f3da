package io.tesela.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Roles as child processes of a test; none outlives it. */
final class RoleProcesses implements AutoCloseable {
    private static final Duration START_BOUND = Duration.ofSeconds(90);
    private static final Pattern METRICS = Pattern.compile("metrics: http://localhost:(\\d+)/");

    private final Path folder;
    private final Map<String, Role> roles = new LinkedHashMap<>();

    RoleProcesses(Path folder) {
        this.folder = folder;
    }

    /** One child, what it printed, and its folder for temporary files. */
    record Role(Process process, Path printed, Path temporary) {
        /** Returns what it keeps among its temporary files and has to delete before it ends. */
        List<Path> leftovers() throws IOException {
            try (Stream<Path> files = Files.list(temporary)) {
                return files.filter(file -> file.getFileName().toString().startsWith("tesela-"))
                        .toList();
            }
        }

        /** Returns the first group of a pattern once it was printed. */
        String address(String pattern) {
            return await().atMost(START_BOUND).until(() -> find(Pattern.compile(pattern)), Objects::nonNull);
        }

        @Nullable
        String find(Pattern pattern) throws IOException {
            assertThat(process.isAlive()).as(Files.readString(printed)).isTrue();
            Matcher matcher = pattern.matcher(Files.readString(printed));
            return matcher.find() ? matcher.group(1) : null;
        }
    }

    /** Returns how to start {@code tesela} in a JVM of its own. */
    static ProcessBuilder tesela(List<String> jvmOptions, String... args) {
        return java("io.tesela.standalone.Main", jvmOptions, args);
    }

    /** Returns how to start a program of this class path in a JVM of its own. */
    static ProcessBuilder java(String program, List<String> jvmOptions, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dorg.bytedeco.javacpp.maxbytes=0"));
        if (Runtime.version().feature()
                >= 24) { // as the launcher does: the JVM has much to say of its libraries otherwise
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program));
        Collections.addAll(command, args);
        return new ProcessBuilder(command);
    }

    Role start(String name, String... args) throws IOException {
        Path printed = folder.resolve(name + ".txt");
        Path temporary = Files.createDirectories(folder.resolve(name + ".tmp"));
        Process process = tesela(List.of("-Djava.io.tmpdir=" + temporary), args)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        Role role = new Role(process, printed, temporary);
        roles.put(name, role);
        return role;
    }

    Role get(String name) {
        return Objects.requireNonNull(roles.get(name));
    }

    boolean alive(String name) {
        return get(name).process().isAlive();
    }

    /** Kills a role as kill -9 does. */
    void kill(String name) {
        get(name).process().destroyForcibly();
        try {
            get(name).process().waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns once the readiness routes of these roles say so. */
    void awaitReady(String... names) {
        HttpClient client = HttpClient.newHttpClient();
        for (String name : names) {
            String port = get(name).address(METRICS.pattern());
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                    .build();
            await().atMost(START_BOUND).untilAsserted(() -> {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            });
        }
    }

    @Override
    public void close() {
        List<Role> last = new ArrayList<>(roles.values());
        Collections.reverse(last);
        last.forEach(role -> role.process().destroy());
        last.forEach(RoleProcesses::end);
    }

    private static void end(Role role) {
        try {
            if (!role.process().waitFor(20, TimeUnit.SECONDS)) {
                role.process().destroyForcibly();
                throw new UncheckedIOException(
                        new IOException("a role did not end: " + Files.readString(role.printed())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
