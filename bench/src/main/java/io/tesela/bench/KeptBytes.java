package io.tesela.bench;

import io.tesela.kafka.memory.InMemoryBroker;
import io.tesela.kafka.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * What the topics of the service hold at this moment.
 *
 * <p><b>Threads:</b> any; nothing waits.
 */
public sealed interface KeptBytes {
    /** Returns the bytes that the topics take: of a broker those of its files. */
    long bytes();

    /** Returns the records of tiles, results and output that somebody could still read; -1 where nobody counts them. */
    long records();

    /** The logs of a broker in this process, by its own meters. Source: Kafka's {@code UnifiedLog}. */
    final class OfBroker implements KeptBytes {
        private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

        @Override
        public long bytes() {
            return sum("Size", "tesela.*");
        }

        @Override
        public long records() {
            return Stream.of(Topics.TILES, Topics.RESULTS, Topics.OUTPUT)
                    .mapToLong(this::records)
                    .sum();
        }

        /** Returns the records of one topic that somebody could still read. */
        public long records(String topic) {
            return sum("LogEndOffset", topic) - sum("LogStartOffset", topic);
        }

        private long sum(String meter, String topics) {
            long sum = 0;
            try {
                ObjectName names =
                        new ObjectName("kafka.log:type=Log,name=" + meter + ",topic=" + topics + ",partition=*");
                for (ObjectName name : beans.queryNames(names, null)) {
                    sum += ((Number) beans.getAttribute(name, "Value")).longValue();
                }
            } catch (MalformedObjectNameException e) {
                throw new IllegalArgumentException("meter: " + meter + " (expected: a name)", e);
            } catch (JMException e) {
                throw new IllegalStateException(
                        "meter: " + meter + " is gone (expected: as long as the broker runs)", e);
            }
            return sum;
        }
    }

    /** The logs in the memory of this process. */
    final class OfMemory implements KeptBytes {
        private final InMemoryBroker broker;

        OfMemory(InMemoryBroker broker) {
            this.broker = broker;
        }

        @Override
        public long bytes() {
            return broker.keptBytes().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }

        @Override
        public long records() {
            return -1;
        }
    }

    /** The logs of a broker in another process, by the files of its folder, those that wait to be deleted included. */
    final class OfFiles implements KeptBytes {
        private static final PathMatcher LOGS =
                FileSystems.getDefault().getPathMatcher("glob:**/tesela.*/*.log{,.deleted}");

        private final Path folder;

        /** @param folder all of whose subfolders are looked through */
        OfFiles(Path folder) {
            this.folder = folder;
        }

        @Override
        public long bytes() {
            Sum sum = new Sum();
            try {
                Files.walkFileTree(folder, sum);
            } catch (IOException e) {
                throw new UncheckedIOException("topics: " + folder + " cannot be looked through", e);
            }
            return sum.bytes;
        }

        @Override
        public long records() {
            return -1;
        }

        /** Files go while their folder is read: they are not counted. */
        private static final class Sum extends SimpleFileVisitor<Path> {
            private long bytes;

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes += LOGS.matches(file) ? attributes.size() : 0;
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        }
    }
}
