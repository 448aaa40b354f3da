package io.tesela.standalone.supervision;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A broker and all roles, each a process of its own that is started again when it ends.
 *
 * <p>The broker comes first and goes last; at the end ingest goes first, then the tile processors, then the assembler. A child comes
 * back under the same name, on the same ports, with the same files, so that neither clients nor records notice more than a pause.
 *
 * <ul>
 *   <li><b>Threads:</b> one for all decisions, two a child for its lines. {@link #close} blocks, {@link #CLOSE_BOUND} at most.
 *   <li><b>Ownership:</b> {@link #close} ends all children; the folder stays the caller's. If this process is killed, the children
 *       end by themselves.
 *   <li><b>Errors:</b> {@link #run} fails with one sentence when a role does not start.
 * </ul>
 */
public final class ProcessService implements AutoCloseable {
    /** How long closing may take: less than the 30 s after which supervisors of this process lose their patience. */
    public static final Duration CLOSE_BOUND = Duration.ofSeconds(28);

    /** Jobs under way are told, and taken out of the log. */
    private static final Duration INGEST_BOUND = Duration.ofSeconds(12);

    private static final Duration ROLE_BOUND = Duration.ofSeconds(3);
    private static final Duration BROKER_BOUND = Duration.ofSeconds(4);

    /** Broker, ingest and assembler. */
    private static final int BESIDE_PROCESSORS = 3;

    private static final String BROKER = "broker";
    private static final String INGEST = "ingest";
    private static final String ASSEMBLER = "assembler";

    private final ChildArguments arguments;
    private final ChildCommand command;
    private final Consumer<String> tell;
    private final Scheduler timer = Schedulers.newSingle("tesela-supervisor", true);
    private final SupervisedRole broker;
    private final SupervisedRole ingest;
    private final SupervisedRole assembler;
    private final List<SupervisedRole> processors;

    /**
     * Where everything is, once it is there.
     *
     * @param children by their names, in the order in which they are listed
     */
    public record Addresses(Map<String, Announcement> children) {
        /** Returns the port for clients. */
        public int port() {
            return child(INGEST).port();
        }

        /** Returns the port of the ingest's HTTP routes. */
        public int httpPort() {
            return child(INGEST).httpPort();
        }

        /** Returns where other roles can connect to the broker. */
        public String kafka() {
            return ChildArguments.kafka(child(BROKER));
        }

        private Announcement child(String name) {
            return Objects.requireNonNull(children.get(name), name);
        }
    }

    /**
     * Starts nothing yet.
     *
     * @param tell takes sentences for people: what the children say, and how they end; a child that says more than is taken waits
     */
    public ProcessService(ProcessSettings settings, Consumer<String> tell) {
        this.arguments = new ChildArguments(settings);
        this.command = ChildCommand.ofThisProcess(settings.processors() + BESIDE_PROCESSORS);
        this.tell = tell;
        this.broker = role(BROKER, (known, failed) -> start(BROKER, arguments.broker(known, failed)));
        this.ingest = role(INGEST, (known, failed) -> start(INGEST, arguments.ingest(foundBroker(), known)));
        this.assembler =
                role(ASSEMBLER, (known, failed) -> start(ASSEMBLER, arguments.assembler(foundBroker(), known, failed)));
        this.processors = IntStream.rangeClosed(1, settings.processors())
                .mapToObj(number -> processor("processor-" + number))
                .toList();
    }

    /**
     * Keeps everything running; never completes. Subscribed to once.
     *
     * @param ready is told where everything is, once all of it is there
     */
    public Mono<Void> run(Consumer<Addresses> ready) {
        return Mono.when(
                broker.run(),
                broker.ready().flatMap(found -> runOthers()),
                addresses().doOnNext(ready));
    }

    @Override
    public void close() {
        try {
            ingest.stop(INGEST_BOUND)
                    .then(stopProcessors())
                    .then(assembler.stop(ROLE_BOUND))
                    .then(broker.stop(BROKER_BOUND))
                    .block(CLOSE_BOUND);
        } finally {
            timer.dispose();
        }
    }

    private SupervisedRole processor(String name) {
        return role(name, (known, failed) -> start(name, arguments.processor(name, foundBroker(), known, failed)));
    }

    private SupervisedRole role(String name, SupervisedRole.Starter starter) {
        return new SupervisedRole(
                name,
                starter,
                RestartLimits.DEFAULT,
                timer,
                () -> ThreadLocalRandom.current().nextDouble(),
                tell);
    }

    private Child start(String name, List<String> childArguments) {
        return ChildProcess.start(name, command.line(childArguments), tell);
    }

    /** Its port is the same in all its lives. */
    private Announcement foundBroker() {
        return broker.known().orElseThrow();
    }

    private Mono<Void> runOthers() {
        return Mono.when(others().map(SupervisedRole::run).toList());
    }

    private Stream<SupervisedRole> others() {
        return Stream.concat(Stream.of(ingest, assembler), processors.stream());
    }

    private Mono<Addresses> addresses() {
        return Flux.fromStream(() -> Stream.concat(Stream.of(broker), others()))
                .concatMap(role -> role.ready().map(found -> Map.entry(role.name(), found)), 1)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue, LinkedHashMap::new) // one a role
                .map(Addresses::new);
    }

    private Mono<Void> stopProcessors() {
        return Mono.when(processors.stream().map(role -> role.stop(ROLE_BOUND)).toList());
    }
}
