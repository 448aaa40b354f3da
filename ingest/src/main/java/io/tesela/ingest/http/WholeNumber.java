package io.tesela.ingest.http;

import org.jspecify.annotations.Nullable;

/** A whole number that a request says, in a header or in its path. */
final class WholeNumber {
    private WholeNumber() {}

    /**
     * Reads it.
     *
     * @param what it is, for people
     * @param text null: it is missing
     * @throws HttpRefusal with 400 if it is none, or outside
     */
    static long of(String what, @Nullable String text, long least, long most) {
        if (text != null
                && text.matches("\\d{1,18}")
                && Long.parseLong(text) >= least
                && Long.parseLong(text) <= most) {
            return Long.parseLong(text);
        }
        // It comes from outside: what is none of these letters is not sent back.
        String said = text == null ? "missing" : text.replaceAll("[^A-Za-z0-9._-]", "?");
        throw HttpRefusal.badRequest(what + ": " + said + " (expected: a whole number from " + least
                + (most == Long.MAX_VALUE ? "" : " to " + most) + ")");
    }
}
