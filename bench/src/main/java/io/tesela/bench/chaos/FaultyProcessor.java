package io.tesela.bench.chaos;

import io.tesela.bench.faulty.FaultyProcessorCommand;
import io.tesela.bench.faulty.FaultyProcessorMain;
import io.tesela.bench.faulty.RecordFault;
import io.tesela.bench.supervised.ChildJvm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A faulty tile processor in a process of its own, beside those of a service.
 *
 * <ul>
 *   <li><b>Threads:</b> one of its own, which reads what the processor prints; the methods any, starting and closing block.
 *   <li><b>Ownership:</b> {@link #close} ends the process.
 * </ul>
 */
final class FaultyProcessor implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final CountDownLatch ready = new CountDownLatch(1);
    private final AtomicInteger struck = new AtomicInteger();
    private final ChildJvm process;

    private FaultyProcessor(String kafka, long seed, List<RecordFault> faults) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of(FaultyProcessorMain.class.getName(), "--kafka=" + kafka, "--seed=" + seed));
        faults.forEach(fault -> arguments.add("--fault=" + fault.text()));
        this.process = ChildJvm.start("chaos-faulty", ChildJvm.QUICK_START, arguments, this::heard);
    }

    /**
     * Starts one and waits until it is one of the group.
     *
     * @param kafka where the broker is
     * @param seed of its chance
     */
    static FaultyProcessor start(String kafka, long seed, List<RecordFault> faults)
            throws IOException, InterruptedException {
        FaultyProcessor processor = new FaultyProcessor(kafka, seed, faults);
        if (!processor.ready.await(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            processor.close();
            throw new IOException("the faulty processor is not ready after " + START_LIMIT.toSeconds()
                    + " s (expected: it is): " + processor.process.printed());
        }
        return processor;
    }

    /** Returns how many records it has struck. */
    int struck() {
        return struck.get();
    }

    /** Returns what is wrong with it, besides what is meant to be; empty if nothing is. */
    String trouble() {
        return process.alive() ? "" : "the faulty processor has ended: " + process.printed();
    }

    @Override
    public void close() {
        process.end(STOP_LIMIT);
    }

    private void heard(String line) {
        if (line.equals(FaultyProcessorCommand.READY)) {
            ready.countDown();
        } else if (line.startsWith(FaultyProcessorCommand.STRUCK)) {
            struck.incrementAndGet();
        }
    }
}
