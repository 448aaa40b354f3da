package io.tesela.mp4;

/** What a track holds, which decides its handler and which fields its samples need. */
enum MediaKind {
    /** Samples with duration, size, flags and composition offset; not a sync sample unless it says so. */
    VIDEO("vide", "Tesela video", 0xF01, 0x0101_0000, 16),

    /** Samples with duration and size only; each is a sync sample, shown in decode order. */
    AUDIO("soun", "Tesela audio", 0x301, 0x0200_0000, 8);

    private final String handler;
    private final String handlerName;
    private final int runFlags;
    private final int defaultSampleFlags;
    private final int bytesPerSample;

    MediaKind(String handler, String handlerName, int runFlags, int defaultSampleFlags, int bytesPerSample) {
        this.handler = handler;
        this.handlerName = handlerName;
        this.runFlags = runFlags;
        this.defaultSampleFlags = defaultSampleFlags;
        this.bytesPerSample = bytesPerSample;
    }

    /** Returns the handler type of {@code hdlr}. */
    String handler() {
        return handler;
    }

    /** Returns the name in {@code hdlr}, which only people read. */
    String handlerName() {
        return handlerName;
    }

    /** Returns the flags of {@code trun}. */
    int runFlags() {
        return runFlags;
    }

    /** Returns the sample flags in {@code tfhd}. */
    int defaultSampleFlags() {
        return defaultSampleFlags;
    }

    /** Returns the bytes that one sample takes in {@code trun}. */
    int bytesPerSample() {
        return bytesPerSample;
    }
}
