package io.tesela.standalone.command;

import io.tesela.assembler.AssemblerConfig;
import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
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

/** {@code assembler}: joins, encodes, reports; any number may run. */
@Command(
        name = "assembler",
        description = "Starts an assembler and stays up.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
public final class AssemblerCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private HttpOptions http = new HttpOptions();

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
            description = "Threads for each kind of work (default: the machine's cores).")
    private @Nullable Integer parallelism;

    /** @param console of the process */
    public AssemblerCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        int threads = ParallelOptions.parallelismOf(command, parallelism);
        RoleHttpConfig routes = http.config();
        TraceSettings tracing = otlp.settings(command);
        log.apply();
        return child.up(console, closing -> start(closing, routes, tracing, threads));
    }

    private Mono<Void> start(Closing closing, RoleHttpConfig routes, TraceSettings tracing, int threads) {
        RoleProcess process = closing.add(new RoleProcess(
                "assembler",
                kafka.connection(),
                routes,
                tracing,
                threads,
                1,
                wiring -> wiring.assembler(AssemblerConfig.of(id.of("assembler"), threads))));
        child.ready(
                console,
                Announcement.ofThisProcess(process.httpPort(), 0),
                "assembler ready; metrics: http://localhost:" + process.httpPort() + "/metrics");
        return process.failed();
    }
}
