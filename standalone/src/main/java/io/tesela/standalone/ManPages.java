package io.tesela.standalone;

import io.tesela.client.ClientCommand;
import io.tesela.client.Console;
import io.tesela.client.ManPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/** Writes the manual pages of both commands; a step of the build. */
public final class ManPages {
    private ManPages() {}

    /**
     * Writes a page for each command.
     *
     * @param args the folder, which is made if need be, and the version
     */
    public static void main(String[] args) throws IOException {
        Console console = Console.ofProcess(Map.of());
        Path folder = Files.createDirectories(Path.of(args[0]));
        write(folder, Main.commandLine(console), args[1]);
        write(folder, ClientCommand.commandLine(console), args[1]);
    }

    private static void write(Path folder, CommandLine line, String version) throws IOException {
        Files.writeString(folder.resolve(line.getCommandName() + ".1"), ManPage.of(line, version));
    }
}
