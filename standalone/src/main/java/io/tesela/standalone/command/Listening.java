package io.tesela.standalone.command;

import io.tesela.client.Flags;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks flags that say where to listen, before anything is started that would have to be stopped. */
final class Listening {
    private static final int MAX_PORT = 65_535;

    private Listening() {}

    /** Returns the port; 0 is any free one. */
    static int port(CommandSpec command, String flag, int port) {
        return Flags.between(command, flag, port, 0, MAX_PORT);
    }

    /** Returns the host; refuses what is no address of this machine. */
    static String host(CommandSpec command, String flag, String host) {
        if (host.isBlank() || !isHere(host)) {
            throw new ParameterException(
                    command.commandLine(), flag + ": '" + host + "' (expected: an address of this machine)");
        }
        return host;
    }

    private static boolean isHere(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            // The wildcard of a family that the machine does not have is for the listener to replace.
            if (!address.isAnyLocalAddress()) {
                new ServerSocket(0, 1, address).close();
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
