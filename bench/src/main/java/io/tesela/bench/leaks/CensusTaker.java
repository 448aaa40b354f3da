package io.tesela.bench.leaks;

import io.tesela.bench.KeptBytes;
import io.tesela.bench.LiveHeap;
import io.tesela.bench.MetricsPage;
import io.tesela.bench.leaks.Census.Rule;
import io.tesela.kafka.topic.Topics;
import io.tesela.telemetry.ProcessResources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.bytedeco.javacpp.Pointer;

/**
 * Counts all that a service in this process has.
 *
 * <p><b>Threads:</b> any; blocks for a moment, and the whole process while the heap is collected.
 */
final class CensusTaker {
    private final LeakService service;
    private final LeakJobs jobs;
    private final OwnTemporaryFolder temporary;
    private final KeptBytes.OfBroker kept = new KeptBytes.OfBroker();
    private final ProcessResources process = new ProcessResources();
    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

    CensusTaker(LeakService service, LeakJobs jobs, OwnTemporaryFolder temporary) {
        this.service = service;
        this.jobs = jobs;
        this.temporary = temporary;
    }

    /** Counts everything, when the heap has been collected. */
    Census take() {
        long liveHeapBytes = LiveHeap.bytes();
        MetricsPage meters = MetricsPage.read(service.httpPort());
        Census census = new Census();
        addJobs(census, meters);
        addFiles(census);
        addTopics(census);
        addClients(census);
        addMemory(census, meters, liveHeapBytes);
        addThreads(census);
        return census;
    }

    private void addJobs(Census census, MetricsPage meters) {
        census.with("jobs that the ingest lists as standing", Rule.NONE, jobs.standing())
                .with("jobs open in the progress log", Rule.NONE, service.openJobs())
                .with("jobs that a role counts", Rule.NONE, meters.sum("tesela_jobs"))
                .with("frames in flight", Rule.NONE, meters.sum("tesela_in_flight_frames"))
                .with("bytes of frames in flight", Rule.NONE, meters.sum("tesela_in_flight_bytes"))
                .with("frames that hold credit", Rule.NONE, meters.sum("tesela_credit_frames"))
                .with("entries of queues", Rule.NONE, meters.sum("tesela_queue_depth"))
                .with("records that a group has yet to read", Rule.NONE, meters.sum("tesela_kafka_lag_records"))
                .with("bytes of jobs on disk, by the quota", Rule.NONE, meters.sum("tesela_disk_bytes"));
    }

    private void addFiles(Census census) {
        census.with("files and folders of the service", Rule.NO_MORE, entriesBelow(service.data()))
                .with("files of clients", Rule.NONE, jobs.resultFiles())
                .with(
                        "entries of the temporary folder",
                        Rule.NO_MORE,
                        temporary.entries().size());
        OpenFiles open = OpenFiles.ofThisProcess();
        census.with("open files, but those of the broker", Rule.NO_MORE, open.files())
                .with("open sockets", Rule.SHOWN, open.sockets())
                .with("open files of the broker", Rule.SHOWN, open.brokerFiles());
    }

    private void addTopics(Census census) {
        for (String topic : Topics.names()) {
            Rule rule = switch (topic) {
                case Topics.TILES, Topics.RESULTS, Topics.OUTPUT -> Rule.NONE;
                case Topics.PROGRESS -> Rule.SHOWN; // compacted now and then: the open jobs count
                default -> Rule.NO_MORE;
            };
            census.with("records of " + topic, rule, kept.records(topic));
        }
    }

    /** A member of a group, wherever it was forgotten, has a client here: nobody else is at this broker. */
    private void addClients(Census census) {
        for (String kind : new String[] {"consumer", "producer", "admin.client"}) {
            census.with("Kafka clients: " + kind, Rule.NO_MORE, count("kafka." + kind + ":type=app-info,id=*"));
        }
    }

    private void addMemory(Census census, MetricsPage meters, long liveHeapBytes) {
        census.with("native objects of JavaCPP", Rule.NO_MORE, Pointer.totalCount())
                .with("native bytes of JavaCPP", Rule.NO_MORE, Pointer.totalBytes())
                .with("direct buffers of the JVM", Rule.SHOWN, direct().getCount())
                .with("bytes of those", Rule.SHOWN, direct().getMemoryUsed())
                .with("bytes that Netty has for buffers", Rule.SHOWN, meters.sum("netty_allocator_memory_used"))
                .with("live heap bytes", Rule.SHOWN, liveHeapBytes)
                .with("resident bytes", Rule.SHOWN, process.residentBytes().orElse(-1));
    }

    private static void addThreads(Census census) {
        Map<String, Long> groups = Thread.getAllStackTraces().keySet().stream()
                .collect(Collectors.groupingBy(ThreadGroups::of, TreeMap::new, Collectors.counting()));
        groups.forEach((group, count) ->
                census.with(Census.THREADS + group, ThreadGroups.comeAndGo(group) ? Rule.SHOWN : Rule.NO_MORE, count));
    }

    private static BufferPoolMXBean direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
    }

    private long count(String pattern) {
        try {
            return beans.queryNames(new ObjectName(pattern), null).size();
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("pattern: " + pattern + " (expected: a name)", e);
        }
    }

    private static long entriesBelow(Path folder) {
        try (Stream<Path> entries = Files.walk(folder)) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
