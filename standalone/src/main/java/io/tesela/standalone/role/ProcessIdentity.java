package io.tesela.standalone.role;

import io.tesela.telemetry.ProcessSnapshot;
import io.tesela.telemetry.Telemetry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;

/**
 * Who this process is, for those who look at all of them.
 *
 * @param id that no other process has
 * @param role what runs in it
 * @param host it runs on
 */
record ProcessIdentity(String id, String role, String host) {
    /** Returns that of this process, in this life. */
    static ProcessIdentity of(String role) {
        String host = hostName();
        // A process id alone is the same in many containers.
        String life = ProcessHandle.current().pid() + "-"
                + Long.toString(Clock.systemUTC().millis(), Character.MAX_RADIX);
        return new ProcessIdentity(role + "-" + host + "-" + life, role, host);
    }

    /** Returns how it stands. */
    ProcessSnapshot snapshot(Telemetry telemetry) {
        return new ProcessSnapshot(id, role, host, telemetry.readings());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
