package io.tesela.standalone;

import io.tesela.client.ClientCommand;
import io.tesela.client.ClientVersion;
import io.tesela.client.CommandLineSetup;
import io.tesela.client.ConfigFile;
import io.tesela.client.Console;
import io.tesela.standalone.command.AssemblerCommand;
import io.tesela.standalone.command.BrokerCommand;
import io.tesela.standalone.command.FiltersCommand;
import io.tesela.standalone.command.IngestCommand;
import io.tesela.standalone.command.RunCommand;
import io.tesela.standalone.command.TileProcessorCommand;
import io.tesela.standalone.command.TopicsCommand;
import io.tesela.standalone.command.UpCommand;
import io.tesela.standalone.command.VerifyCommand;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts the {@code tesela} command. */
@Command(
        name = "tesela",
        description = "Runs OpenCV filters over a video on as many machines as you give it.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Main extends ConfigFile {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        System.exit(run(Console.ofProcess(environment), environment, args));
    }

    /** Returns the exit code of a command. */
    public static int run(Console console, Map<String, String> environment, String... args) {
        return CommandLineSetup.execute(commandLine(console), console, environment, args);
    }

    /** Returns the command line with all commands. */
    static CommandLine commandLine(Console console) {
        CommandLine line = new CommandLine(new Main());
        ClientCommand.addJobCommands(line, console);
        line.addSubcommand(new RunCommand(console))
                .addSubcommand(new UpCommand(console))
                .addSubcommand(new BrokerCommand(console))
                .addSubcommand(new IngestCommand(console))
                .addSubcommand(new TileProcessorCommand(console))
                .addSubcommand(new AssemblerCommand(console))
                .addSubcommand(new FiltersCommand(console))
                .addSubcommand(new VerifyCommand(console))
                .addSubcommand(new TopicsCommand(console));
        return CommandLineSetup.complete(line);
    }
}
