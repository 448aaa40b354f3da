/**
 * MP4 boxes in pure Java: a file that plays while it grows, one fragment per segment, and that is finished in place
 * into an ordinary indexed MP4.
 *
 * <p>Does not belong here: encoding, decoding or probing (no natives), ids of jobs, sending bytes anywhere.
 *
 * <p>Starting points: {@link io.tesela.mp4.Mp4Head} (the layout of the whole file),
 * {@link io.tesela.mp4.FragmentWriter} (timestamps), {@link io.tesela.mp4.Mp4Finisher}.
 *
 * <p>Source: ISO/IEC 14496-12 (boxes), ISO/IEC 14496-15 (AVC in them).
 */
@NullMarked
package io.tesela.mp4;

import org.jspecify.annotations.NullMarked;
