package io.tesela.client.upload;

/**
 * Bytes of the video that go into one chunk.
 *
 * @param offset of the first one
 * @param length 0 only in an empty video
 * @param last whether the video ends with it
 */
record Stretch(long offset, int length, boolean last) {}
