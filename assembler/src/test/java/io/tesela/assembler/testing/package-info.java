/**
 * Fakes and made-up jobs for the assembler's own tests; nothing that another module could use.
 *
 * <p>Starting points: {@link io.tesela.assembler.testing.MadeJob}, {@link io.tesela.assembler.testing.FakeEncoders}.
 */
@NullMarked
package io.tesela.assembler.testing;

import org.jspecify.annotations.NullMarked;
