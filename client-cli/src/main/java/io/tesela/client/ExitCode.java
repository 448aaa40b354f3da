package io.tesela.client;

import java.util.LinkedHashMap;
import java.util.Map;

/** How the client ends. */
public final class ExitCode {
    /** Done, within what was allowed. */
    public static final int OK = 0;
    /** A flag is wrong; the message names it and what was expected. */
    public static final int USAGE = 2;
    /** Done, the files are there, but more tiles are degraded than was allowed, or the video was damaged. */
    public static final int DEGRADED = 3;
    /** The server refused the input. */
    public static final int REFUSED = 4;
    /** The server could not be reached, or failed. */
    public static final int FAILED = 5;
    /** The job was cancelled. */
    public static final int CANCELLED = 130;

    private ExitCode() {}

    /** Returns what each means to whoever reads the help, by code. */
    static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        meanings.put("" + OK, "done, with at most --max-degraded tiles degraded");
        meanings.put("" + USAGE, "usage: the message names the flag and what was expected");
        meanings.put("" + DEGRADED, "done, but more tiles are degraded, or the video is damaged; the files are there");
        meanings.put("" + REFUSED, "the input was refused; the message says why");
        meanings.put("" + FAILED, "the server could not be reached, or failed");
        meanings.put("" + CANCELLED, "cancelled");
        return meanings;
    }
}
