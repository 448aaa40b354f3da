package io.tesela.client;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code completion}: has a shell complete commands and flags. */
@Command(
        name = "completion",
        aliases = "generate-completion",
        description =
                "Prints a script that has bash or zsh complete commands and flags: . <(${ROOT-COMMAND-NAME} completion)",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false)
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        CommandLine root = command.root().commandLine();
        PrintWriter out = command.commandLine().getOut();
        out.print(AutoComplete.bash(root.getCommandName(), root));
        // Bash reads the script line by line.
        out.print('\n');
        out.flush();
        return ExitCode.OK;
    }
}
