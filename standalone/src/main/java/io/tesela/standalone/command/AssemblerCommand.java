package io.tesela.standalone.command;

import io.tesela.assembler.AssemblerConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import io.tesela.client.ClientVersion;
import io.tesela.client.Console;
import io.tesela.client.ExitCode;
import io.tesela.standalone.role.RoleProcess;
import io.tesela.telemetry.RoleHttpConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import org.jspecify.annotations.Nullable;

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
    private RoleOptions role = new RoleOptions();

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
        role.log().apply();
        RoleProcess process = new RoleProcess(
                "assembler",
                role.connection(),
                RoleHttpConfig.of(role.metricsHost(), role.metricsPort()),
                threads,
                1,
                wiring -> wiring.assembler(AssemblerConfig.of(RoleNames.unique("assembler"), threads)));
        console.line("assembler ready; metrics: http://localhost:" + process.httpPort() + "/metrics");
        Staying.upWith(process);
        return ExitCode.OK;
    }
}
