package io.tesela.standalone.supervision;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a child tells its parent, as one line on standard output, when it can work.
 *
 * <pre>
 * ready pid=4711 http=8080 port=9090
 * </pre>
 *
 * @param pid the system's number of it
 * @param httpPort where its HTTP routes are
 * @param port where clients of its own protocol connect; 0 if it has none
 */
public record Announcement(long pid, int httpPort, int port) {
    private static final Pattern LINE = Pattern.compile("ready pid=(\\d{1,10}) http=(\\d{1,5}) port=(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    public Announcement {
        if (httpPort < 1 || httpPort > MAX_PORT) {
            throw new IllegalArgumentException("httpPort: " + httpPort + " (expected: 1 to " + MAX_PORT + ")");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to " + MAX_PORT + ")");
        }
    }

    /** Returns the announcement of this process. */
    public static Announcement ofThisProcess(int httpPort, int port) {
        return new Announcement(ProcessHandle.current().pid(), httpPort, port);
    }

    /** Returns the line, without its end. */
    public String line() {
        return "ready pid=" + pid + " http=" + httpPort + " port=" + port;
    }

    /** Returns where the process is to be found, for people. */
    public String where() {
        return "process " + pid + ", http://localhost:" + httpPort + "/metrics";
    }

    /** Returns what a line announces; empty if it is something else. */
    static Optional<Announcement> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long pid = Long.parseLong(matcher.group(1));
        int http = Integer.parseInt(matcher.group(2));
        int port = Integer.parseInt(matcher.group(3));
        return http >= 1 && http <= MAX_PORT && port <= MAX_PORT
                ? Optional.of(new Announcement(pid, http, port))
                : Optional.empty();
    }
}
