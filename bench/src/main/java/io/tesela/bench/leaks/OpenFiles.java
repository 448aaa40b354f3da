package io.tesela.bench.leaks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What this process has open.
 *
 * @param files of the file system, but those of the broker
 * @param brokerFiles of the broker's log, which come and go with its records
 * @param sockets connected or listening
 */
record OpenFiles(long files, long brokerFiles, long sockets) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String BROKER = "/tesela-broker-";

    /** Counts them; all zero on a system that does not tell. */
    static OpenFiles ofThisProcess() {
        try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
            return of(descriptors.map(OpenFiles::target).toList());
        } catch (IOException e) {
            return new OpenFiles(0, 0, 0);
        }
    }

    /** Counts what descriptors stand for. */
    static OpenFiles of(List<String> targets) {
        List<String> files =
                targets.stream().filter(target -> target.startsWith("/")).toList();
        long broker = files.stream().filter(file -> file.contains(BROKER)).count();
        long sockets =
                targets.stream().filter(target -> target.startsWith("socket:")).count();
        return new OpenFiles(files.size() - broker, broker, sockets);
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile, such as the one that lists them
        }
    }
}
