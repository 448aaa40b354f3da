package io.tesela.client;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code client-cli}: the client alone. */
@Command(
        name = "client-cli",
        description = "The client of Tesela: sends videos, receives MP4 and report.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        synopsisSubcommandLabel = "COMMAND")
public final class ClientCommand extends ConfigFile {
    ClientCommand() {}

    /** Returns the command line of the client. */
    public static CommandLine commandLine(Console console) {
        return CommandLineSetup.complete(addJobCommands(new CommandLine(new ClientCommand()), console));
    }

    /** Adds the commands that speak with a server. */
    public static CommandLine addJobCommands(CommandLine line, Console console) {
        return line.addSubcommand(new UploadCommand(console))
                .addSubcommand(new JobsCommand(console))
                .addSubcommand(new StatusCommand(console))
                .addSubcommand(new FetchCommand(console))
                .addSubcommand(new CancelCommand(console));
    }
}
