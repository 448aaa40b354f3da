package io.tesela.client;

import picocli.CommandLine.Command;

/** {@code client-cli}: the client alone. */
@Command(
        name = "client-cli",
        description = "The client of Tesela: sends videos, receives MP4 and report.",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        synopsisSubcommandLabel = "COMMAND")
final class ClientCommand extends ConfigFile {}
