using ShiftEval.SmearGenerator.Biology;
using ShiftEval.SmearGenerator.Optics;
using ShiftEval.SmearGenerator.Randomness;

namespace ShiftEval.SmearGenerator;

/// <summary>Which cells there are. Each lab and split holds its class mix exactly, dealt to the slides at random.</summary>
internal static class SmearPlan
{
    public static IReadOnlyList<SmearCell> Draw(ulong seed, bool equalClasses)
    {
        List<SmearCell> cells = [];
        for (int labIndex = 0; labIndex < Labs.All.Count; labIndex++)
        {
            Lab lab = Labs.All[labIndex];
            int slide = 0;
            foreach (SplitSize split in lab.Splits)
            {
                CellClass[] deck = Deck(equalClasses ? [0.25, 0.25, 0.25, 0.25] : lab.ClassMix, split.Cells);
                new Xoshiro(seed, (ulong)labIndex, (ulong)slide).Shuffle(deck.AsSpan());
                for (int i = 0; i < deck.Length; i++)
                {
                    int number = i % split.CellsPerSlide + 1;
                    slide += number == 1 ? 1 : 0;
                    cells.Add(new SmearCell(labIndex, lab.Name, split.Split, slide, number, deck[i]));
                }
            }
        }

        return cells;
    }

    private static CellClass[] Deck(IReadOnlyList<double> mix, int count)
    {
        CellClass[] deck = new CellClass[count];
        double share = 0;
        int filled = 0;
        for (int label = 0; label < mix.Count; label++)
        {
            share += mix[label];
            int until = (int)Math.Round(share * count);
            deck.AsSpan(filled, until - filled).Fill((CellClass)label);
            filled = until;
        }

        return deck;
    }
}
