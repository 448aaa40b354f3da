package io.tesela.bench.faulty;

import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.client.Flags;
import io.tesela.client.Interruption;
import io.tesela.kafka.flow.Transport;
import io.tesela.kafka.reactor.KafkaConnection;
import io.tesela.kafka.reactor.ReactorKafkaTransport;
import io.tesela.kafka.topic.Topics.PartitionCounts;
import io.tesela.processor.ProcessorConfig;
import io.tesela.standalone.role.Closing;
import io.tesela.standalone.role.ProcessRuntime;
import io.tesela.standalone.role.RoleWiring;
import io.tesela.standalone.supervision.ParentWatch;
import io.tesela.standalone.trace.ProcessTracing;
import io.tesela.telemetry.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A tile processor of the real kind over a {@link FaultyTransport}; joins the group of those that a service has.
 *
 * <p>Prints {@value #READY} when it is one of the group, then {@value #STRUCK} and a few words for each record that is struck.
 */
@Command(
        name = "faulty-processor",
        description = "Starts a tile processor that loses, damages, repeats and holds back records of tiles by chance.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
public final class FaultyProcessorCommand implements Callable<Integer> {
    /** The whole line that says that it is one of the group. */
    public static final String READY = "ready";

    /** How a line begins that tells of a record that is struck. */
    public static final String STRUCK = "struck ";

    private static final Duration LOOK_PERIOD = Duration.ofMillis(100);
    private static final int THREADS = 1;

    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--kafka", paramLabel = "HOST:PORT", required = true, description = "Where the broker is.")
    private String kafka = "";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the chance (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--fault",
            paramLabel = "KIND:RECORDS:PERCENT:FROM-TO",
            required = true,
            description =
                    "What happens to some records of some frames: drop, corrupt, duplicate or delay, of tiles or results.")
    private List<String> faults = new ArrayList<>();

    FaultyProcessorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Chance chance = new Chance(
                seed,
                faults.stream()
                        .map(text -> Flags.parsed(command, "--fault", () -> RecordFault.parse(text)))
                        .toList());
        return Interruption.guard(console, asked -> work(chance, asked));
    }

    private int work(Chance chance, Mono<Void> asked) {
        try (Closing closing = new Closing()) {
            // Whoever started it may be killed: then it ends as if told to stop.
            ParentWatch.start(console.input(), () -> System.exit(ExitCode.FAILED));
            ProcessRuntime runtime = closing.add(new ProcessRuntime("tile-processor", THREADS, THREADS, 1));
            Transport sound = new ReactorKafkaTransport(KafkaConnection.to(kafka), runtime.kafka());
            Strikes strikes = new Strikes(chance, runtime.timer(), this::struck);
            Transport transport = closing.add(new FaultyTransport(sound, strikes));
            RoleWiring wiring = new RoleWiring(
                    runtime,
                    transport,
                    PartitionCounts.DEFAULT,
                    id -> runtime.telemetry().meters(),
                    ProcessTracing.off(),
                    closing);
            Readiness readiness = wiring.processor(ProcessorConfig.of("processor-faulty", THREADS));
            Mono.when(wiring.failed(), joined(runtime, readiness))
                    .takeUntilOther(asked)
                    .block();
        }
        return ExitCode.OK;
    }

    private Mono<Long> joined(ProcessRuntime runtime, Readiness readiness) {
        return Flux.interval(LOOK_PERIOD, runtime.timer())
                .onBackpressureDrop()
                .filter(tick -> readiness.obstacle().isEmpty())
                .next()
                .doOnNext(tick -> console.result(READY + "\n"));
    }

    private void struck(String words) {
        console.result(STRUCK + words + "\n");
    }
}
