package io.tesela.standalone.command;

import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.processor.ProcessorConfig;
import io.tesela.processor.turn.TurnLimits;
import io.tesela.standalone.role.Closing;
import io.tesela.standalone.role.RoleProcess;
import io.tesela.standalone.supervision.Announcement;
import io.tesela.standalone.trace.TraceSettings;
import io.tesela.telemetry.RoleHttpConfig;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;

/** {@code tile-processor}: filters tiles; any number may run. */
@Command(
        name = "tile-processor",
        description = "Starts a tile processor and stays up.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
public final class TileProcessorCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private HttpOptions http = new HttpOptions();

    @Mixin
    private TurnOptions turns = new TurnOptions();

    @Mixin
    private OtlpOption otlp = new OtlpOption();

    @Mixin
    private LogOptions log = new LogOptions();

    @Mixin
    private ChildOptions child = new ChildOptions();

    @Mixin
    private IdOption id = new IdOption();

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "Tiles filtered at once (default: the machine's cores).")
    private @Nullable Integer parallelism;

    /** @param console of the process */
    public TileProcessorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        int threads = ParallelOptions.parallelismOf(command, parallelism);
        RoleHttpConfig routes = http.config();
        TurnLimits limits = turns.limits();
        TraceSettings tracing = otlp.settings(command);
        log.apply();
        return child.up(console, closing -> start(closing, routes, tracing, threads, limits));
    }

    private Mono<Void> start(
            Closing closing, RoleHttpConfig routes, TraceSettings tracing, int threads, TurnLimits limits) {
        String name = id.of("processor");
        RoleProcess process = closing.add(new RoleProcess(
                "tile-processor",
                kafka.connection(),
                routes,
                tracing,
                threads,
                1,
                wiring -> wiring.processor(ProcessorConfig.of(name, threads).with(limits))));
        child.ready(
                console,
                Announcement.ofThisProcess(process.httpPort(), 0),
                "tile processor " + name + " ready; metrics: http://localhost:" + process.httpPort() + "/metrics");
        return process.failed();
    }
}
