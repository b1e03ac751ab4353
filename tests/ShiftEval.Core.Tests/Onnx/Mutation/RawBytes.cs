namespace ShiftEval.Tests.Onnx.Mutation;

/// <summary>Flips bytes, cuts the file short, or takes out, repeats or inserts a piece.</summary>
internal sealed class RawBytes : IMutator
{
    public byte[] Apply(byte[] model, Random random, string folder)
    {
        int start = random.Next(model.Length);
        int length = random.Next(Math.Min(64, model.Length - start) + 1);
        byte[] piece = model[start..(start + length)];
        byte[] noise = new byte[length];
        random.NextBytes(noise);
        return random.Next(6) switch
        {
            0 => model[..start],
            1 => [.. model[..start], .. model[(start + length)..]],
            2 => [.. model[..start], .. piece, .. model[start..]],
            3 => [.. model[..start], .. noise, .. model[start..]],
            _ => Flip(model, random),
        };
    }

    private static byte[] Flip(byte[] model, Random random)
    {
        byte[] bytes = [.. model];
        for (int flips = random.Next(1, 9); flips > 0; flips--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }
}
