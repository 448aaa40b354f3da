package io.tesela.client;

import java.nio.file.Path;

/**
 * Sets up the log of the client: nowhere, unless a flag asks for it.
 *
 * <p>Has to be called before the first logger is made, for the settings are read then. A process that has set up its log already
 * keeps it.
 */
final class ClientLogging {
    private static final String CONFIGURATION = "log4j2.configurationFile";
    private static final String LEVEL_ON = "DEBUG";

    private ClientLogging() {}

    static void configure(DisplayOptions options) {
        if (System.getProperty(CONFIGURATION) != null) {
            return;
        }
        System.setProperty(CONFIGURATION, "classpath:io/tesela/client/client-log4j2.xml");
        if (options.verbose()) {
            System.setProperty("tesela.client.log.stderr", LEVEL_ON);
        }
        Path file = options.log();
        if (file != null) {
            System.setProperty("tesela.client.log.level", LEVEL_ON);
            System.setProperty("tesela.client.log.file", file.toString());
        }
    }
}
