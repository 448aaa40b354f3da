package io.tesela.client;

/** Puts a flag's name before a sentence about its value. */
public final class Flags {
    private Flags() {}

    /**
     * Returns the sentence with the flag before it, once.
     *
     * @param flag such as {@code --tiles}
     */
    public static String blame(String flag, String sentence) {
        return sentence.startsWith(flag.substring(2) + ": ") ? "--" + sentence : flag + ": " + sentence;
    }
}
